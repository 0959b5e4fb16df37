/** Tags of health checks and hosted zones (API reference, "Tag"). */
import { type ApiFault, invalidInput } from "./api-fault.js";
import { type Content, childOf, childrenOf, type Element, textOf } from "./xml.js";

const resourcesMax = 10;
const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

export class TagBook {
  private readonly tags = new Map<string, Map<string, string>>();

  change(type: string, id: string, request: Element): ApiFault | undefined {
    const added = childrenOf(childOf(request, "AddTags"), "Tag").map((tag) => ({
      key: textOf(tag, "Key") ?? "",
      value: textOf(tag, "Value") ?? "",
    }));
    const odd = added.find(({ key, value }) => {
      const fits = key.length >= 1 && key.length <= 128 && value.length <= 256;
      return !fits || !allowed.test(key) || !allowed.test(value);
    });
    if (odd !== undefined) return invalidInput(`Tag ${odd.key}=${odd.value} is not allowed`);
    const tags = this.tags.get(`${type} ${id}`) ?? new Map<string, string>();
    for (const key of childrenOf(childOf(request, "RemoveTagKeys"), "Key")) {
      if (typeof key === "string") tags.delete(key);
    }
    for (const { key, value } of added) tags.set(key, value);
    this.tags.set(`${type} ${id}`, tags);
    return undefined;
  }

  list(type: string, request: Element): Content | ApiFault {
    const ids = childrenOf(childOf(request, "ResourceIds"), "ResourceId");
    if (ids.length < 1 || ids.length > resourcesMax) {
      return invalidInput(`ListTagsForResources takes 1 to ${resourcesMax} resources`);
    }
    return ids.map((id) => this.contentOf(type, String(id)));
  }

  contentOf(type: string, id: string): Content {
    const tags = this.tags.get(`${type} ${id}`) ?? new Map<string, string>();
    return {
      ResourceType: type,
      ResourceId: id,
      Tags: { Tag: [...tags].map(([key, value]) => ({ Key: key, Value: value })) },
    };
  }

  forget(type: string, id: string): void {
    this.tags.delete(`${type} ${id}`);
  }
}

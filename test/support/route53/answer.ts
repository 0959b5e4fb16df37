/** What an operation answers. */
import { ApiFault } from "./api-fault.js";
import { document } from "./xml.js";

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export function throttled(): ApiFault {
  return new ApiFault(400, "Throttling", "Rate exceeded");
}

export function busy(): ApiFault {
  const message = "The request was rejected because Route 53 was still processing a prior request.";
  return new ApiFault(400, "PriorRequestNotComplete", message);
}

export function errorBody(code: string, message: string, messages: readonly string[] = []): string {
  return document("ErrorResponse", {
    Error: {
      Type: "Sender",
      Code: code,
      ...(messages.length === 0
        ? { Message: message }
        : { messages: { Message: messages }, Message: message }),
    },
    RequestId: "00000000-0000-4000-8000-000000000000",
  });
}

/** Our mark in a record's comment: `fivenines`, or `fivenines: ` before somebody's note. */
const mark = "fivenines";
const separator = ": ";

export interface Note {
  readonly isMarked: boolean;
  /** Empty if there is none. */
  readonly text: string;
}

export function noteOf(comment: string | null): Note {
  if (comment === null) return { isMarked: false, text: "" };
  if (comment === mark) return { isMarked: true, text: "" };
  const isMarked = comment.startsWith(mark + separator);
  return { isMarked, text: isMarked ? comment.slice(mark.length + separator.length) : comment };
}

/** Empty: no comment at all. */
export function commentOf({ isMarked, text }: Note): string {
  if (!isMarked) return text;
  return text === "" ? mark : mark + separator + text;
}

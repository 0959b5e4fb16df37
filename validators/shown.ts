/** Text from a zone as a message shows it: not too long, and nothing that a terminal obeys. */
const lengthMax = 60;

export function shown(text: string): string {
  const part = text.length > lengthMax ? `${text.slice(0, lengthMax)}…` : text;
  return part.replace(/[^\x20-\x7e…]/g, (character) => {
    return `\\${(character.charCodeAt(0) & 0xff).toString().padStart(3, "0")}`;
  });
}

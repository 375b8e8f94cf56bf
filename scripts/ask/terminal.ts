/** Where `npm run ask` writes: the answer goes to `out`, what happens meanwhile to `note`. */
export interface Terminal {
  /** As it is, without a line break. */
  out(text: string): void
  /** One line. */
  note(line: string): void
}

export const processTerminal: Terminal = {
  out: (text) => void process.stdout.write(printable(text)),
  note: (line) => void process.stderr.write(`${printable(line)}\n`),
}

/** Documents and models are not trusted with a terminal: a control sequence could rewrite what stands on it. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
}

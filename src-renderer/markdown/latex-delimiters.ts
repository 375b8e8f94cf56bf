/** Code, fenced or inline: what is in it is left alone. */
const code = /(```[\s\S]*?(?:```|$)|~~~[\s\S]*?(?:~~~|$)|`[^`\n]*`)/

/**
 * Many models write mathematics as LaTeX does, `\(x\)` and `\[x\]`; remark-math reads only dollars. Single dollars
 * are left as the money they mostly are.
 */
export function latexToDollars(text: string): string {
  if (!text.includes('\\(') && !text.includes('\\[')) return text
  return text
    .split(code)
    .map((part, index) => (index % 2 === 1 ? part : replaceIn(part)))
    .join('')
}

function replaceIn(text: string): string {
  return text
    .replaceAll(/\\\[([\s\S]{1,2000}?)\\\]/g, (_, math: string) => `\n$$$$\n${math.trim()}\n$$$$\n`)
    .replaceAll(/\\\((.{1,500}?)\\\)/g, (_, math: string) => `$$$$${math.trim()}$$$$`)
}

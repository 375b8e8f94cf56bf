import { type Finding, isUsable } from './check.ts'

const mark = { ok: 'ok     ', warn: 'warn   ', missing: 'missing' } as const
const colour = { ok: '\x1b[32m', warn: '\x1b[33m', missing: '\x1b[31m' } as const

/** The report as lines for a person: each finding, and below it the command that mends it. */
export function reportLines(findings: readonly Finding[], coloured: boolean): string[] {
  const width = Math.max(...findings.map(({ name }) => name.length))
  const lines = findings.flatMap(({ level, name, detail, fix }) => {
    const marked = coloured ? `${colour[level]}${mark[level]}\x1b[0m` : mark[level]
    const line = `${marked}  ${name.padEnd(width)}  ${detail}`
    return fix ? [line, `${' '.repeat(width + 11)}→ ${fix}`] : [line]
  })
  return [...lines, '', summary(findings)]
}

/** The report for a script. */
export function reportJson(findings: readonly Finding[]): string {
  return JSON.stringify({ usable: isUsable(findings), findings }, null, 2)
}

function summary(findings: readonly Finding[]): string {
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length
  const counts = `${count('ok')} ok, ${count('warn')} to know, ${count('missing')} missing`
  return isUsable(findings) ? `Alcove can be used: ${counts}.` : `Alcove cannot be used yet: ${counts}.`
}

import type { Rule } from '../rule.ts'

export const language: Rule = {
  name: 'language',
  reason: 'The rules know English only; words of another language could hide any difference.',
  example: ['Wie wechsle ich den Filter?', 'Wie wechsle ich die Filter?'],
  check: ({ a, b }) => (a.english && b.english ? null : 'not in English'),
}

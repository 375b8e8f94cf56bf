import { wordSet } from './word-set.ts'

/** Stand for nobody in particular in a question to one's own documents, or only point. */
export const fillers = wordSet(`
  a an the this that these those i we you one ones it its there here oneself myself yourself itself
  am is are was were be been being do does did done doing have has had having will would shall 'll 've 're 'm 'd
  please kindly exactly actually really basically simply currently generally usually typically precisely also
  so such and ever thing things somebody someone people person
  what which who whose to as too just exact whether`)

/** A question that leaves one of these out and one that has it may mean the same; two that differ never do. */
export const owners = wordSet('my our your his her their')

/** Persons of whom the answer may depend on who they are. */
export const others = new Map([
  ['he', 'he'],
  ['him', 'he'],
  ['himself', 'he'],
  ['she', 'she'],
  ['herself', 'she'],
  ['me', 'me'],
  ['us', 'me'],
  ['they', 'they'],
  ['them', 'they'],
  ['themselves', 'they'],
])

export const auxiliaries = wordSet(`am is are was were be been being do does did have has had will would shall
  can could may might must should ought`)

export const beForms = wordSet('am is are was were be been being')

export const determiners = wordSet(
  'a an the this that these those my our your his her its their each every all any some no',
)

export const subjects = wordSet('i we you he she it they one')

/** Join a noun to another without a direction: `lid of the jar`, `the jar's lid`, `jar lid`. */
export const looseness = new Map<string, string>([
  ['of', 'of'],
  ['in', 'in'],
  ['on', 'in'],
  ['at', 'in'],
  ['during', 'in'],
  ['for', 'for'],
  ['with', 'with'],
  ['about', 'about'],
  ['on the subject of', 'about'],
  ['regarding', 'about'],
  ['concerning', 'about'],
  ['among', 'among'],
  ['amongst', 'among'],
  ['around', 'around'],
])

/** Say a direction, a side, an order or a bound: a noun that has one in one question has it in the other. */
export const directions =
  wordSet(`from to into onto by against than before after between per outside inside until
  till since within over above below beneath under underneath through via behind off out up down near across along
  beyond past toward towards upon beside besides plus minus versus vs like unlike if when while because although
  unless where despite throughout`)

export const directionNames = new Map([
  ['till', 'until'],
  ['toward', 'towards'],
  ['vs', 'versus'],
  ['beneath', 'below'],
  ['underneath', 'below'],
  ['upon', 'on'],
  ['onto', 'into'],
])

export const questionWords = wordSet('what which who whom whose when where why how')

/** Words of English that tell the language; not those that another language spells alike. */
export const englishMarks = wordSet(`
  the what which who whom whose when where why how is are does did can could should would must may have has
  of to for with from and or not my your our it that this these those by at if there much many long often
  about before after without between during into than only every each do be been i you we they a an on allowed`)

/** Words of other languages that are no words of English. Accents are kept. */
export const foreignMarks = wordSet(`
  der das und ist nicht wie wo wann wer warum wieviel welche welcher welches ein eine einen einem einer auf mit
  für von zu im dem den des bei nach kann ich muss darf habe hat werden wird sind oder aber auch mein meine
  le la les des du une est où comment pourquoi quand qui que quel quelle quels quelles sont avec pour dans sur je
  puis avoir être el los las una y es cuál cuándo dónde cómo qué quién por cuánto cuántos tiene cuando como donde
  il lo gli che è dove quando perché chi quanto quale della del di dei nel posso het een van ik hoe waar wat
  wanneer waarom mag er på och är hur när vad varför som jag kan det en ett til hvad hvor hvornår og af jeg på
  não você onde quanto quem uma ao são jest nie co jak gdzie kiedy dlaczego czy mohu je kde kdy proč wie ne ja`)

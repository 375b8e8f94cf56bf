import { wordSet } from './word-set.ts'

/** Verbs of the synonyms that are nouns of another meaning too: in key words alone nothing tells which is meant. */
export const nounsToo = wordSet(`
  book reserve fire sack ship show display fix change air water ring call phone lift rule release end finish start
  cause store return supply wash check oil view search walk rust cool heat leave answer reply request help permit
  contact cure purchase use need cut increase decrease stop swap ban hire record project report rent own present
  complete close pay refund offer trigger approach pick`)

/** Nouns that before another noun are another word: a flat tyre, a drug dealer, a field trip, the goal difference. */
export const headsOnly = wordSet(`
  flat goal aim purpose drug field pitch bill bin tap king engine motor cookie biscuit film lift plane bike
  fee cost price program duty principal pro con net tip bush lift holiday location place effect danger child picture`)

/**
 * English words that say nothing of what is asked for: articles, pronouns, prepositions, auxiliaries and the
 * words that make a question. Other languages have none here: there the rarity of a word alone tells.
 */
export const stopWords: ReadonlySet<string> = new Set(
  `a about above after again all also am an and any are aren as at be because been before being below between
  both but by can cannot could couldn did didn do does doesn doing don down during each either else ever few for
  from further had hadn has hasn have haven having he her here hers herself him himself his how i if in into is
  isn it its itself just ll let may me might more most much must my myself no nor not of off on once only or
  other our ours ourselves out over own please re s same shall she should shouldn so some such t than that the
  their theirs them themselves then there these they this those through to too under until up upon us ve very was
  wasn we were weren what whatever when where which while who whom whose why will with within without won would
  wouldn you your yours yourself tell explain describe give show say know`.split(/\s+/),
)

import { describe, expect, it } from 'vitest'
import { guard } from '../../../src-main/cache/guard/guard.ts'

/** Of each kind of rewording a pair that is one question, and one as near that is not. */
const kinds = [
  [
    'the reason',
    'Why was the hut closed?',
    'What was the reason for the closure of the hut?',
    'What was the result of the closure of the hut?',
  ],
  [
    'what caused it',
    'Why did the pump fail?',
    'What caused the pump to fail?',
    'What did the pump cause to fail?',
  ],
  [
    'the date of it',
    'When did the king die?',
    "What was the date of the king's death?",
    "What was the cause of the king's death?",
  ],
  [
    'the time of it',
    'When does the train depart?',
    'What is the departure time of the train?',
    'What is the travel time of the train?',
  ],
  [
    'the deadline',
    'What is the deadline for registering?',
    'When is the last day for registering?',
    'What is the fee for registering?',
  ],
  [
    'the number',
    'How many rooms were there in the inn?',
    'What was the number of rooms in the inn?',
    'What was the number of the room in the inn?',
  ],
  [
    'how A and B differ',
    'How do jam and jelly differ?',
    'What is the difference between jam and jelly?',
    'What is the difference between jam and honey?',
  ],
  [
    'how far it is',
    'How far is Bonn from Rome?',
    'What is the distance between Rome and Bonn?',
    'What is the distance between Rome and Paris?',
  ],
  [
    'what it contains',
    'Does the cake contain nuts?',
    'Are there nuts in the cake?',
    'Is there cake in the nuts?',
  ],
  [
    'what it weighs',
    'How heavy is the table?',
    'How much does the table weigh?',
    'How much does the table cost?',
  ],
  [
    'what it holds',
    'How much does the tank hold?',
    'What is the capacity of the tank?',
    'How many people does the tank hold?',
  ],
  [
    'who made it',
    'Who invented the lamp?',
    'Who is the inventor of the lamp?',
    'Who was the lamp invented for?',
  ],
  ['who does it', 'Who supervises Tom?', "Who is Tom's supervisor?", 'Who does Tom supervise?'],
  [
    'which person',
    'Which doctor treated Tom?',
    'Who was the doctor who treated Tom?',
    'Who was the doctor treated by Tom?',
  ],
  [
    'is it possible',
    'Can the lease be extended?',
    'Is an extension of the lease possible?',
    'Is an extension of the lease planned?',
  ],
  [
    'it, and what it is about',
    'Is it hard to learn Hungarian?',
    'Is Hungarian hard to learn?',
    'Is Hungarian easy to learn?',
  ],
  [
    'need and should',
    'How often do I need to service the boiler?',
    'How often should I service the boiler?',
    'How often can I service the boiler?',
  ],
  [
    'a polite would',
    'Is it permitted to hang up a banner?',
    'Would it be permitted to hang up a banner?',
    'Would it be better to hang up a banner?',
  ],
  [
    'they, that is nobody',
    'Which proposal did they reject?',
    'Which proposal was rejected?',
    'Which proposal was rejected by us?',
  ],
  ['besides', 'Who has a key besides Tom?', 'Who has a key apart from Tom?', 'Who has a key apart from Ann?'],
  [
    'a tie left behind',
    'In which year was it founded?',
    'What year was it founded in?',
    'What year was it closed in?',
  ],
  [
    'a tie in front',
    'How many weeks of leave am I entitled to?',
    'To how many weeks of leave am I entitled?',
    'How many weeks of leave am I entitled to give?',
  ],
  [
    'has to and must',
    'Where must the drug be kept?',
    'Where does the drug have to be stored?',
    'Where has the drug been stored?',
  ],
  [
    'going to and will',
    'Who will inspect the roof?',
    'Who is going to inspect the roof?',
    'Who is inspecting the roof?',
  ],
  [
    'graded synonyms',
    'What is the fastest route to Graz?',
    'What is the quickest route to Graz?',
    'What is the quicker route to Graz?',
  ],
  [
    'a light verb',
    'Who decided on the merger?',
    'Who made the decision on the merger?',
    'Who made the announcement on the merger?',
  ],
  [
    'a verb taken apart',
    'Can I return the shoes without the box?',
    'Can I send the shoes back without the box?',
    'Can I send the shoes without the box?',
  ],
  [
    'whose membership',
    'How do I cancel my gym membership?',
    'How do I cancel my membership at the gym?',
    'How do I cancel your membership at the gym?',
  ],
  [
    'the name of what does it',
    'Which function parses the file?',
    'What is the name of the function that parses the file?',
    'What is the name of the function that the file parses?',
  ],
] as const

describe('the guard, on one question put anew', () => {
  it.each(kinds)('lets pass, and keeps apart what is near: %s', (_, question, reworded, other) => {
    expect(guard(question, reworded)).toBeNull()
    expect(guard(reworded, question)).toBeNull()
    for (const of of [question, reworded]) {
      expect(guard(of, other)).not.toBeNull()
      expect(guard(other, of)).not.toBeNull()
    }
  })
})

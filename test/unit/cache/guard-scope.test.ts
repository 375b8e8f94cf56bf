import { describe, expect, it } from 'vitest'
import { guard } from '../../../src-main/cache/guard/guard.ts'

describe('the guard, on what a word belongs to', () => {
  it.each([
    ['one that has and one that is', 'Does the policy have a limit?', 'Is the policy a limit?'],
    ['how it works and how I do it', 'How does the payment work?', 'How do I pay?'],
    ['a verb before a noun', 'What is the book price?', 'What is the reserve price?'],
    ['a verb that is another noun', 'How do I tap the screen?', 'How do I faucet the screen?'],
    ['a noun before a noun', 'What does a drug dealer do?', 'What does a medication dealer do?'],
    ['the root of a domain', 'Do I add example.com. to it?', 'Do I add example.com to it?'],
    ['whom only means', 'Can only members vote?', 'Can members only vote?'],
    ['which and, which or', 'Do cats and dogs or birds pay?', 'Do cats or dogs and birds pay?'],
    ['what goes on', 'Is the door open?', 'Is the door opening?'],
    ['what goes on, with an object', 'Is the dog eating grapes?', 'Does the dog eat grapes?'],
    ['need not and must not', 'Do I need to not eat?', 'Do I not need to eat?'],
    ['whose is whose', "Does Lena's sister live in Max's house?", "Does Max's sister live in Lena's house?"],
    ['who is whose', "Who is the manager's assistant?", "Who is the assistant's manager?"],
    ['whose brother', "Did Tom and Ann's brother call?", "Did Ann and Tom's brother call?"],
    [
      'who hit whom',
      'Who is the father of the boy who hit Max?',
      'Who is the boy who hit the father of Max?',
    ],
    ['pairs in a list', 'Do cats eat fish and dogs eat meat?', 'Do dogs eat fish and cats eat meat?'],
    ['a verb with its tie', 'Do guests pay for the floor?', 'Do guests pay on the floor?'],
    ['two places', 'In Rome, is there an agent from Bonn?', 'In Bonn, is there an agent from Rome?'],
    ['year and month', 'In which year was it founded?', 'In which month was it founded?'],
    ['seven in the evening', 'Does it start at 7 AM?', 'Does it start at 7 PM?'],
    ['km/h and mph', 'Is 60 km/h the limit?', 'Is 60 mph the limit?'],
  ])('keeps apart: %s', (_, a, b) => {
    expect(guard(a, b)).not.toBeNull()
    expect(guard(b, a)).not.toBeNull()
  })

  it.each([
    [
      'a place in front',
      'In fog, what speed is allowed on the motorway?',
      'What speed is allowed on the motorway in fog?',
    ],
    ['a clause in front', 'Once the glue is dry, can I sand it?', 'Can I sand it once the glue is dry?'],
    ['a list', 'Do milk and lemon juice react?', 'Do lemon juice and milk react?'],
    ['a longer list', 'Is the path steep, icy and narrow?', 'Is the path narrow, steep and icy?'],
    ['a receiver', 'What did Nora give Paul?', 'What did Nora give to Paul?'],
    ['where it is kept', 'Where is the spare key kept?', 'Where is the spare key?'],
    ['how long it lasts', 'How long does the warranty last?', 'How long is the warranty?'],
    ['one who asks', 'How does one apply for a visa?', 'How do I apply for a visa?'],
    ['the way to do it', 'What steps do I follow to renew it online?', 'How do I renew it online?'],
    ['a verb taken apart', 'What is the number of my order?', 'What is my order number?'],
    ['a unit by its sign', 'How many m² is the loft?', 'How many square metres is the loft?'],
    ['a number of a war', 'What did World War II cost Norway?', 'What did World War 2 cost Norway?'],
    ['below zero', 'Can it be used at −5 °C?', 'Can it be used at minus 5 °C?'],
    ['a version', 'What changed in v2.0 of the app?', 'What changed in version 2.0 of the app?'],
    ['can it, may it', 'Is it possible to sublet the flat?', 'Is it allowed to sublet the flat?'],
    ['no apostrophe', 'whats the rent of the flat', "What's the rent of the flat?"],
  ])('lets pass: %s', (_, a, b) => {
    expect(guard(a, b)).toBeNull()
    expect(guard(b, a)).toBeNull()
  })
})

import type { AnswerPipeline } from '../../src-main/chat/index.ts'
import type { ChatTurn } from '../../src-main/ollama/index.ts'
import type { Answer, Timings } from '../../src-shared/schemas/chat.ts'
import { type SampleQuestion, sampleLibrary, sampleQuestions, states } from '../fakes/sample-library.ts'

export interface AnswerQuality {
  readonly questions: number
  /** Shares of the questions that the handbook answers. */
  readonly fact: number
  readonly firstCitation: number
  /** Of the answers with a sentence of the model's: how many, and how many of them state the fact. */
  readonly generated: { readonly answers: number; readonly withFact: number }
  /** Of the questions that it does not answer: how many were told so, by mode `none` or as the closest passages. */
  readonly unanswerable: { readonly questions: number; readonly none: number; readonly generated: number }
  /** Medians, milliseconds. */
  readonly medians: Timings
}

/** Asks every question, follow-ups in their conversation, and looks for the fact and the right document. */
export async function answerQuality(
  pipeline: AnswerPipeline,
  questions: readonly SampleQuestion[],
): Promise<AnswerQuality> {
  const answers: { readonly asked: SampleQuestion; readonly answer: Answer }[] = []
  for (const asked of questions) {
    const history: ChatTurn[] = []
    if (asked.followUp) {
      const { answer } = await ask(pipeline, asked.question, [])
      history.push({ role: 'user', content: asked.question }, { role: 'assistant', content: answer })
    }
    answers.push({ asked, answer: await ask(pipeline, asked.followUp ?? asked.question, history) })
  }
  const answerable = answers.filter(({ asked }) => asked.document !== null)
  const others = answers.filter(({ asked }) => asked.document === null)
  const hasFact = ({ asked, answer }: (typeof answers)[number]) => states(answer.answer, asked.answer ?? '')
  const generated = answerable.filter(({ answer }) => answer.mode === 'generated')
  return {
    questions: answerable.length,
    fact: answerable.filter(hasFact).length / answerable.length,
    firstCitation: answerable.filter(isRightDocument).length / answerable.length,
    generated: { answers: generated.length, withFact: generated.filter(hasFact).length },
    unanswerable: {
      questions: others.length,
      none: others.filter(({ answer }) => answer.mode === 'none').length,
      generated: others.filter(({ answer }) => answer.mode === 'generated').length,
    },
    medians: medians(answers.map(({ answer }) => answer.timings)),
  }
}

export async function ask(
  pipeline: AnswerPipeline,
  question: string,
  history: readonly ChatTurn[],
): Promise<Answer> {
  const request = { question, collectionId: null, history }
  for await (const event of pipeline.answer(request, AbortSignal.timeout(120_000))) {
    if (event.type === 'done') return event.answer
  }
  throw new Error('The answer did not end')
}

function isRightDocument({
  asked,
  answer,
}: {
  readonly asked: SampleQuestion
  readonly answer: Answer
}): boolean {
  const right = [asked.document, ...(asked.alsoIn ?? [])]
  return right.some((file) => file && answer.citations[0]?.path.endsWith(`/${file}`))
}

function medians(timings: readonly Timings[]): Timings {
  const stages = [...new Set(timings.flatMap((all) => Object.keys(all) as (keyof Timings)[]))]
  return Object.fromEntries(
    stages.map((stage) => {
      const values = timings.flatMap((all) => all[stage] ?? []).sort((a, b) => a - b)
      return [stage, values[Math.floor(values.length / 2)] ?? 0]
    }),
  )
}

if (import.meta.main) {
  const samples = await sampleLibrary()
  try {
    const questions = await sampleQuestions()
    console.log(
      'no chat model',
      await answerQuality(
        samples.pipelineWith(() => null),
        questions,
      ),
    )
    const { name } = samples.models.chatModel() ?? { name: 'none' }
    console.log(
      name,
      await answerQuality(
        samples.pipelineWith(() => samples.models.chatModel()),
        questions,
      ),
    )
  } finally {
    await samples.dispose()
  }
}

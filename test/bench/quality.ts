import { sampleLibrary, sampleQuestions } from '../fakes/sample-library.ts'
import type { Bench } from './report.ts'
import { retrievalQuality } from './retrieval-quality.ts'

/** How well the right document is found for the questions of the fixture. */
export const qualityBench: Bench = {
  name: 'quality: the questions of the sample handbook',
  async run() {
    const samples = await sampleLibrary()
    try {
      const { questions, dense, lexical, fused, factAt6 } = await retrievalQuality(
        samples,
        await sampleQuestions(),
      )
      return [
        { name: 'questions', value: questions, unit: '' },
        ...Object.entries({ dense, lexical, fused }).flatMap(([leg, { hitAt1, hitAt3, mrr }]) => [
          { name: `${leg}: right document first`, value: hitAt1, unit: '' },
          { name: `${leg}: among three`, value: hitAt3, unit: '' },
          { name: `${leg}: mean reciprocal rank`, value: mrr, unit: '' },
        ]),
        { name: 'the fact itself among six passages', value: factAt6, unit: '' },
      ]
    } finally {
      await samples.dispose()
    }
  },
}

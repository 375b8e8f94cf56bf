import type { OfferedModel } from '../../src-shared/schemas/models.ts'

const MB = 1_000_000
const GB = 1_000 * MB

/**
 * Models worth pulling, best fit for answering from documents first within each kind. Names are those of Ollama's
 * library (https://ollama.com/library) and of GGUF repositories on the model hub, which both servers pull. Sizes are
 * the download's; memory is that plus a context of 8,192 tokens. Embedders that want a prefix before a question or a
 * passage (Nomic, E5) are left out: texts are embedded as they are.
 */
export const offeredModels: readonly OfferedModel[] = [
  {
    name: 'qwen3:4b',
    kind: 'chat',
    title: 'Qwen3 4B',
    description:
      'The best answers that a laptop without a graphics card gives at reading speed. Many languages.',
    size: 2_500 * MB,
    memory: 4 * GB,
    licence: 'Apache-2.0',
    backends: ['ollama'],
  },
  {
    name: 'qwen3:8b',
    kind: 'chat',
    title: 'Qwen3 8B',
    description: 'Better at long and difficult passages; wants a graphics card or patience. Many languages.',
    size: 5_200 * MB,
    memory: 7 * GB,
    licence: 'Apache-2.0',
    backends: ['ollama'],
  },
  {
    name: 'gemma3:4b',
    kind: 'chat',
    title: 'Gemma 3 4B',
    description: 'Writes well and briefly, in many languages.',
    size: 3_300 * MB,
    memory: 5 * GB,
    licence: 'Gemma Terms of Use',
    backends: ['ollama'],
  },
  {
    name: 'phi4-mini',
    kind: 'chat',
    title: 'Phi-4 mini 3.8B',
    description: 'Careful with numbers and tables; English above all.',
    size: 2_500 * MB,
    memory: 4 * GB,
    licence: 'MIT',
    backends: ['ollama'],
  },
  {
    name: 'llama3.2:3b',
    kind: 'chat',
    title: 'Llama 3.2 3B',
    description: 'Quick, and good at summaries.',
    size: 2_000 * MB,
    memory: 3_500 * MB,
    licence: 'Llama 3.2 Community License',
    backends: ['ollama'],
  },
  {
    name: 'qwen3:1.7b',
    kind: 'chat',
    title: 'Qwen3 1.7B',
    description: 'For machines with 4 GB of memory: short answers, quickly.',
    size: 1_400 * MB,
    memory: 2_500 * MB,
    licence: 'Apache-2.0',
    backends: ['ollama'],
  },
  {
    name: 'hf.co/Qwen/Qwen3-4B-GGUF:Q4_K_M',
    kind: 'chat',
    title: 'Qwen3 4B',
    description:
      'The best answers that a laptop without a graphics card gives at reading speed. Many languages.',
    size: 2_500 * MB,
    memory: 4 * GB,
    licence: 'Apache-2.0',
    backends: ['engine'],
  },
  {
    name: 'hf.co/Qwen/Qwen2.5-1.5B-Instruct-GGUF:Q4_K_M',
    kind: 'chat',
    title: 'Qwen2.5 1.5B Instruct',
    description: 'For machines with 4 GB of memory: short answers, quickly.',
    size: 1_120 * MB,
    memory: 2_000 * MB,
    licence: 'Apache-2.0',
    backends: ['engine'],
  },
  {
    name: 'hf.co/HuggingFaceTB/SmolLM2-1.7B-Instruct-GGUF:Q4_K_M',
    kind: 'chat',
    title: 'SmolLM2 1.7B Instruct',
    description: 'The larger sibling of the model that comes with Alcove; English.',
    size: 1_060 * MB,
    memory: 2_500 * MB,
    licence: 'Apache-2.0',
    backends: ['engine'],
  },
  {
    name: 'bge-m3',
    kind: 'embedding',
    title: 'BGE-M3',
    description: 'For documents in many languages. Choosing it embeds every document again.',
    size: 1_200 * MB,
    memory: 2_000 * MB,
    licence: 'MIT',
    backends: ['ollama'],
  },
  {
    name: 'hf.co/gpustack/bge-m3-GGUF:Q8_0',
    kind: 'embedding',
    title: 'BGE-M3',
    description: 'For documents in many languages. Choosing it embeds every document again.',
    size: 635 * MB,
    memory: 1_500 * MB,
    licence: 'MIT',
    backends: ['engine'],
  },
]

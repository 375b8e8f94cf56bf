/** The part of a Hugging Face tokenizer.json that a WordPiece vocabulary is made of. */
export interface WordPieceTokenizer {
  readonly added_tokens: readonly {
    readonly id: number
    readonly content: string
    readonly special: boolean
  }[]
  readonly model: { readonly type: string; readonly vocab: Readonly<Record<string, number>> }
}

export interface GgufVocabulary {
  readonly tokens: readonly string[]
  readonly types: readonly number[]
  readonly ids: Readonly<Record<'cls' | 'sep' | 'pad' | 'mask' | 'unk', number>>
}

// llama_token_type in llama.h.
const NORMAL = 1
const CONTROL = 3
const UNUSED = 5

/**
 * A WordPiece vocabulary as llama.cpp reads it.
 *
 * BERT marks a piece inside a word by ##; llama.cpp marks the start of a word by U+2581 instead, as in
 * convert_hf_to_gguf.py. Tokens in brackets stand for themselves.
 */
export function ggufVocabulary(tokenizer: WordPieceTokenizer): GgufVocabulary {
  if (tokenizer.model.type !== 'WordPiece')
    throw new Error(`a ${tokenizer.model.type} tokenizer, not WordPiece`)
  const vocab = tokenizer.model.vocab
  const special = new Set(tokenizer.added_tokens.filter((token) => token.special).map((token) => token.id))
  const tokens: string[] = []
  const types: number[] = []
  for (const [token, id] of Object.entries(vocab)) {
    const bracketed = token.startsWith('[') && token.endsWith(']')
    tokens[id] = bracketed ? token : token.startsWith('##') ? token.slice(2) : `\u2581${token}`
    types[id] = special.has(id) ? CONTROL : /^\[unused\d+\]$/.test(token) ? UNUSED : NORMAL
  }
  if (tokens.length !== Object.keys(vocab).length) throw new Error('the vocabulary has gaps')
  const idOf = (token: string): number => {
    const id = vocab[token]
    if (id === undefined) throw new Error(`the vocabulary has no ${token}`)
    return id
  }
  return {
    tokens,
    types,
    ids: {
      cls: idOf('[CLS]'),
      sep: idOf('[SEP]'),
      pad: idOf('[PAD]'),
      mask: idOf('[MASK]'),
      unk: idOf('[UNK]'),
    },
  }
}

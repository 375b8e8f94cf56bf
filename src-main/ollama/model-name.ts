/** Whether a listed model is the one that is called so: Ollama lists `llama3.2:latest` for what people call `llama3.2`. */
export function isNamed(model: { readonly name: string }, name: string | null): boolean {
  return model.name === name || model.name === `${name}:latest`
}

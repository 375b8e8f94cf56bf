const DEFAULT_PORT = '11434'

/**
 * The URL to reach Ollama by, without a slash at its end, from OLLAMA_HOST as Ollama itself reads it (envconfig.Host
 * in ollama/ollama): host, host:port, :port, URL, with a path; quotes and spaces around it do not count; the port is
 * 11434, or the scheme's own where one is given; a port out of range counts as none.
 *
 * One difference, because this is for connecting and not for listening: an address that means "all interfaces"
 * becomes the loopback address.
 */
export function ollamaOrigin(value: string | undefined): string {
  const text = unquoted(value ?? '')
  const [, scheme, afterScheme] = /^(.*?):\/\/(.*)$/s.exec(text) ?? [undefined, undefined, text]
  const fallbackPort = scheme === 'http' ? '80' : scheme === 'https' ? '443' : DEFAULT_PORT
  const [hostAndPort = '', ...path] = (afterScheme ?? '').split('/')
  const { host, port } = splitHostPort(hostAndPort)
  const validPort = port !== undefined && /^\d+$/.test(port) && Number(port) <= 65_535 ? port : fallbackPort
  const tail = path.join('/').replace(/\/+$/, '')
  return `${scheme ?? 'http'}://${connectable(host)}:${validPort}${tail ? `/${tail}` : ''}`
}

function unquoted(text: string): string {
  return text
    .trim()
    .replace(/^["']+|["']+$/g, '')
    .trim()
}

function splitHostPort(text: string): { readonly host: string; readonly port: string | undefined } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text)
  if (bracketed) return { host: bracketed[1] ?? '', port: bracketed[2] }
  const colons = text.split(':').length - 1
  // More than one colon without brackets is an IPv6 address without a port.
  if (colons !== 1) return { host: text, port: undefined }
  const [host = '', port] = text.split(':')
  return { host, port }
}

function connectable(host: string): string {
  if (host === '' || host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

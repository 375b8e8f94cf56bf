/**
 * A line to paste into a terminal that asks the localhost API a question. `quote` is for a POSIX shell: the
 * token stays in its file and never in the shell's history.
 */
export function curlLine(api: { readonly origin: string; readonly tokenFile: string }): string {
  return [
    `curl -s ${api.origin}/api/query`,
    `-H "Authorization: Bearer $(cat ${quote(api.tokenFile)})"`,
    `-H 'Content-Type: application/json'`,
    `-d '{"query": "What do my documents say about …?"}'`,
  ].join(' ')
}

const quote = (path: string): string => `'${path.replaceAll("'", `'\\''`)}'`

const HEADERS = ['content-type', 'content-disposition', 'x-accel-buffering']

/** Passes a file of the API on to the browser as it arrives. */
export function proxyDownload(answer: Response): Response {
  const headers = HEADERS.flatMap((name): [string, string][] => {
    const value = answer.headers.get(name)
    return value === null ? [] : [[name, value]]
  })
  return new Response(answer.body, { headers: [...headers, ['cache-control', 'no-store']] })
}

const HEADERS = ['content-type', 'content-disposition', 'x-accel-buffering']

/** A file of the API as the browser saves it: passed on as it comes. */
export function proxyDownload(answer: Response): Response {
  const headers = HEADERS.flatMap((name): [string, string][] => {
    const value = answer.headers.get(name)
    return value === null ? [] : [[name, value]]
  })
  return new Response(answer.body, { headers: [...headers, ['cache-control', 'no-store']] })
}

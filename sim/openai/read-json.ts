import { badRequest } from './api-error.ts'

/** The JSON body of a request; throws the API's 400 for other bodies. */
export async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.json()
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    throw badRequest('We could not parse the JSON body of your request.')
  }
}

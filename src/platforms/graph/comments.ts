import { z } from 'zod'
import type { GraphCall } from '../graph-call.ts'
import type { GraphComment } from '../graph-publishing.ts'
import { id, items, readAnswer, text } from '../graph-answers.ts'
import type { GraphConnection } from './connection.ts'

const Comment = z.object({ id, text, username: text })
const MOST = 50

/** Lists the newest comments on an own post. */
export async function listComments(
  connection: GraphConnection,
  call: GraphCall,
  mediaId: string,
): Promise<GraphComment[]> {
  const answer = await connection.get(call, {
    path: `${mediaId}/comments`,
    query: { fields: 'id,text,username', limit: String(MOST) },
    what: 'the comments on a post',
  })
  const { data } = readAnswer(z.object({ data: items }), answer, 'comments on a post')
  return data.flatMap((item) => Comment.safeParse(item).data ?? [])
}

/** Writes a comment. Meta writes the same comment as often as it is called. */
export async function writeComment(
  connection: GraphConnection,
  call: GraphCall,
  mediaId: string,
  message: string,
): Promise<string> {
  const answer = await connection.change(call, {
    method: 'POST',
    path: `${mediaId}/comments`,
    form: { message },
    what: 'a comment',
  })
  return readAnswer(z.object({ id }), answer, 'comment').id
}

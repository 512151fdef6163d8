import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../db/handles.ts'

/** The world times of a run; null when it has not begun, or not ended. */
export type Span = { started_at: Date | null; ended_at: Date | null }

/** The requests of an account for a task within a span. */
export type AccountUse = {
  /** Null when the account was removed. */
  account: { id: string; username: string } | null
  proxy: { id: string; label: string | null; host: string; port: number } | null
  requests: number
  failed: number
}

type Row = AccountUse & { span: number }

/**
 * Returns the accounts and proxies that the requests of a task used, by span, in the order of their
 * first requests.
 */
export async function readTaskRequests(
  db: Db,
  taskId: number,
  spans: readonly Span[],
): Promise<AccountUse[][]> {
  const { rows } = await taskRequestsQuery(taskId, spans).execute(db)
  return spans.map((_, at) =>
    rows.filter(({ span }) => span === at + 1).map(({ span: _span, ...use }) => use),
  )
}

export function taskRequestsQuery(taskId: number, spans: readonly Span[]): RawBuilder<Row> {
  const begins = spans.map(({ started_at }) => started_at)
  const ends = spans.map(({ ended_at }) => ended_at)
  return sql<Row>`
    select s.span::int as span, count(*)::int as requests,
      (count(*) filter (where r.outcome <> 'ok'))::int as failed,
      case when a.id is not null then jsonb_build_object('id', a.id, 'username', a.username) end as account,
      case when p.id is not null then
        jsonb_build_object('id', p.id, 'label', p.label, 'host', p.host, 'port', p.port)
      end as proxy
    from unnest(${begins}::timestamptz[], ${ends}::timestamptz[]) with ordinality s (begins, ends, span)
    join account_requests r on r.task_id = ${taskId} and r.reserved_at >= s.begins
      and r.reserved_at <= coalesce(s.ends, 'infinity')
    left join instagram_accounts a on a.id = r.account_id
    left join proxies p on p.id = r.proxy_id
    group by s.span, a.id, p.id
    order by s.span, min(r.id)`
}

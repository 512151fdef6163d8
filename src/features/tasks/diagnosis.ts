import { sql } from 'kysely'
import type { Db } from '../../db/handles.ts'
import { runComposed } from '../../db/prepared.ts'

/** The reasons why tasks with an error would, or would not, succeed if they were retried now. */
export const DIAGNOSES = {
  retry_helps: 'Nothing known prevents it: a retry may succeed.',
  type_paused: 'The task type is paused: a retry would wait until a person resumes it.',
  pool_stopped: 'The pool is stopped: a retry would wait until then.',
  no_account: 'Every account needs a person, or its proxy is not active: a retry would wait.',
  pool_rests: 'All accounts rest or have spent their budget: a retry would wait until then.',
  ai_budget_spent: 'The daily budget for OpenAI is spent: a retry would wait for the next day.',
  ai_held: 'Nothing is sent to OpenAI now: a retry would wait.',
  target_gone: 'The target no longer exists, or gramd must not know it: a retry ends the same way.',
  target_closed: 'The target is private or restricted: a retry ends the same way until it opens.',
  target_quarantined:
    'The target cost accounts, and is left alone for a while: a retry would wait.',
  input_refused: 'The task asks for what cannot be done: create it again with other input.',
  answer_changed:
    'The platform answers in a way that gramd does not know: update gramd or the app profile ' +
    'first.',
  workers_die: 'Workers died with it again and again: look at their logs before a retry.',
  defect: 'gramd has a defect: its log has the details; a retry probably ends the same way.',
} as const
export type DiagnosisCode = keyof typeof DIAGNOSES

export type Diagnosis = {
  code: DiagnosisCode
  retry_helps: boolean
  /** World time when it may help; null when unknown. */
  until: Date | null
  message: string
}

/** These fail again whatever is free by now. */
const BY_ERROR: Readonly<Partial<Record<string, DiagnosisCode>>> = {
  target_not_found: 'target_gone',
  target_erased: 'target_gone',
  check_gone: 'target_gone',
  not_found: 'target_gone',
  target_private: 'target_closed',
  target_restricted: 'target_closed',
  target_quarantined: 'target_quarantined',
  invalid_input: 'input_refused',
  not_offered: 'input_refused',
  unexpected_answer: 'answer_changed',
  app_outdated: 'answer_changed',
  worker_lost: 'workers_die',
  defect: 'defect',
}

/** The conditions that tasks wait for, at one moment. */
type Readiness = {
  stopped_until: Date | null
  in_service: number
  /** When the first account is free; null when one is free now or none will be. */
  free_at: Date | null
  held: string | null
}

export async function readReadiness(db: Db): Promise<Readiness> {
  const query = sql<Readiness>`
    select pool.stopped_until, pool.in_service::integer as in_service,
      case when pool.free_at > world_now() then pool.free_at end as free_at, sending.held
    from derived.pool_state pool left join shared.ai_sending sending on true`
  const [row] = await runComposed(db, 'pool_readiness', query)
  if (!row) throw new Error('the pool has no state')
  return row
}

type Failure = { error_code: string | null; resource: string | undefined; isPaused: boolean }

/** Judges a failure by its error first, then by what tasks of its type need. */
export function diagnose(failure: Failure, ready: Readiness): Diagnosis {
  const byError = BY_ERROR[failure.error_code ?? '']
  if (byError) return diagnosis(byError)
  if (failure.isPaused) return diagnosis('type_paused')
  if (failure.resource === 'instagram') return poolDiagnosis(ready)
  if (failure.resource === 'openai' && ready.held !== null)
    return diagnosis(ready.held === 'daily_budget' ? 'ai_budget_spent' : 'ai_held')
  return diagnosis('retry_helps')
}

function poolDiagnosis({ stopped_until, in_service, free_at }: Readiness): Diagnosis {
  if (stopped_until) return diagnosis('pool_stopped', stopped_until)
  if (in_service === 0) return diagnosis('no_account')
  return free_at ? diagnosis('pool_rests', free_at) : diagnosis('retry_helps')
}

const diagnosis = (code: DiagnosisCode, until: Date | null = null): Diagnosis => ({
  code,
  retry_helps: code === 'retry_helps',
  until,
  message: DIAGNOSES[code],
})

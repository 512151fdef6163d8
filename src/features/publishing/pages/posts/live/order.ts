import type { Execution } from '../kit.ts'

/**
 * By the time at which each published, ended, or is to begin: what ends comes after what has ended
 * before, so that the rows of a list stay where they are.
 */
export const inOrder = (executions: readonly Execution[]): Execution[] =>
  executions.toSorted((a, b) => timeOf(a).localeCompare(timeOf(b)))

const timeOf = ({ posted_at: posted, ended_at: ended, due_at: due }: Execution): string =>
  posted ?? ended ?? due

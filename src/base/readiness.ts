/** Why a process does not do its work, by a stable code. */
export type Unready = { code: string; message: string }

/** What the parts of a process know about whether they work. */
export type Readiness = {
  /** Adds a check of a part; it must answer at once. */
  watch(check: () => Unready | undefined): void
  /** What is wrong now. */
  faults(): Unready[]
}

export function createReadiness(): Readiness {
  const checks: (() => Unready | undefined)[] = []
  return {
    watch: (check) => void checks.push(check),
    faults: () => checks.flatMap((check) => check() ?? []),
  }
}

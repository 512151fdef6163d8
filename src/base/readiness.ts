/** Why a process does not do its work, with a stable code. */
export type Unready = { code: string; message: string }

/** Collects whether the parts of a process work. */
export type Readiness = {
  /** Adds the check of a part; it must answer synchronously. */
  watch(check: () => Unready | undefined): void
  /** Returns the current faults. */
  faults(): Unready[]
}

export function createReadiness(): Readiness {
  const checks: (() => Unready | undefined)[] = []
  return {
    watch: (check) => void checks.push(check),
    faults: () => checks.flatMap((check) => check() ?? []),
  }
}

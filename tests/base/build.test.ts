import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ownBuild } from '../../src/base/build.ts'

const COMMIT = '0123456789abcdef0123456789abcdef01234567'
const OTHER = 'f'.repeat(40)

test.for<[what: string, files: Record<string, string>, commit: string | null]>([
  ['nothing says it', {}, null],
  ['an image brings it', { COMMIT: `${COMMIT}\n` }, COMMIT],
  ['an archive was made without it', { COMMIT: '$Format:%H$' }, null],
  [
    'a branch is checked out',
    { '.git/HEAD': 'ref: refs/heads/x', '.git/refs/heads/x': COMMIT },
    COMMIT,
  ],
  [
    'the branch is packed',
    {
      '.git/HEAD': 'ref: refs/heads/x',
      '.git/packed-refs': `# pack\n${OTHER} refs/heads/xx\n${COMMIT} refs/heads/x\n`,
    },
    COMMIT,
  ],
  ['a release is checked out', { '.git/HEAD': COMMIT }, COMMIT],
  [
    'it is a worktree',
    {
      '.git': 'gitdir: ROOT/repository/worktrees/w',
      'repository/worktrees/w/HEAD': 'ref: refs/heads/x',
      'repository/worktrees/w/commondir': '../..',
      'repository/refs/heads/x': COMMIT,
    },
    COMMIT,
  ],
])('the commit where %s', async ([, files, commit]) => {
  const root = await mkdtemp(join(tmpdir(), 'gramd-build-'))
  onTestFinished(async () => await rm(root, { recursive: true }))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text.replace('ROOT', root))
  }

  expect(ownBuild(root).commit).toBe(commit)
})

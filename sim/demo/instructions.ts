import { dirname } from 'node:path'
import type { Invitation } from './furnish.ts'
import type { LocalGramd } from '../run/local-gramd.ts'

/** How to use the running demo. */
export const howToConnect = (
  { url, token, standIns }: LocalGramd,
  invitations: readonly Invitation[],
  report: string,
): string =>
  [
    '',
    'The console, with a one-time link for a user of each role (they work for an hour):',
    ...invitations.map(({ role, link }) => `  ${role.padEnd(6)} ${link}`),
    '',
    'The report of the campaign, as its client opens it, without signing in:',
    `  ${report}`,
    '',
    'gramd keeps running. For the tour in README.md, in this folder of another terminal:',
    `  export GRAMD_URL=${url} GRAMD_TOKEN=${token}`,
    'or, in Windows PowerShell:',
    `  $env:GRAMD_URL='${url}'; $env:GRAMD_TOKEN='${token}'`,
    `API: ${url}/docs`,
    'The demo breaks two things, so that you see what helps:',
    '  OpenAI says that the quota is spent: the last analysis waits. gramd ai resume after',
    `    curl -X DELETE ${standIns.openai.controlUrl}/faults`,
    '  Instagram asks one account for a challenge, and another one to slow down: gramd pool status',
    'Each stand-in breaks more when its control is asked (sim/README.md):',
    `  Instagram    ${standIns.instagram.controlUrl}`,
    `  Meta's API   ${standIns.graph.controlUrl}`,
    `  OpenAI       ${standIns.openai.controlUrl}`,
    `  translation  ${standIns.translation.controlUrl}`,
    `  receivers    ${standIns.receivers.controlUrl}`,
    `  clock        ${standIns.clock.controlUrl}`,
    'Ctrl-C ends the demo.',
  ].join('\n')

/** The files that the ended demo leaves. */
export const whatRemains = ({
  logFile,
  dataFolder,
}: Pick<LocalGramd, 'logFile' | 'dataFolder'>): string =>
  [
    'The demo has ended; its database is deleted. These files remain and can be removed:',
    `  ${dirname(logFile)}  (logs of the last five demos)`,
    ...(dataFolder ? [`  ${dataFolder}  (PostgreSQL, for the next demo)`] : []),
  ].join('\n')

import type { Choice } from '../../connections/choose.ts'
import type { Connected } from '../../connections/connect.ts'
import { Timestamp, z } from '../../http/router.ts'

const ChoiceView = z
  .object({
    pageId: z.string(),
    pageName: z.string(),
    igUserId: z.string(),
    username: z.string(),
    name: z.string().nullable(),
    connected: z.enum(['no', 'yes', 'elsewhere']).openapi({
      description: 'elsewhere: by another owner, who has to disconnect it first',
    }),
  })
  .openapi('OwnAccountChoice')

export const ConnectedView = z
  .object({
    accountId: z.uuid(),
    igUserId: z.string(),
    fbPageId: z.string().nullable(),
    username: z.string(),
    missingScopes: z.array(z.string()).openapi({ description: 'Asked for and not granted' }),
  })
  .openapi('ConnectedAccount')

export const Offer = z
  .object({ grant: z.string(), expiresAt: Timestamp, choices: z.array(ChoiceView) })
  .openapi('OwnAccountChoices')

export const viewConnected = (connected: Connected) => ({
  accountId: connected.connectionId,
  igUserId: connected.platformId,
  fbPageId: connected.pageId,
  username: connected.username,
  missingScopes: [...connected.rightsMissing],
})

export const viewOffer = ({
  grant,
  expiresAt,
  choices,
}: {
  grant: string
  expiresAt: Date
  choices: readonly Choice[]
}) => ({
  grant,
  expiresAt: expiresAt.toISOString(),
  choices: choices.map(({ pageId, pageName, platformId, username, name, connected }) => ({
    pageId,
    pageName,
    igUserId: platformId,
    username,
    name,
    connected,
  })),
})

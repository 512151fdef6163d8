import { checkEvidence } from '../../src/features/catalog/text/evidence.ts'
import type { LabelledPost } from '../../tools/evaluate/drafts/labelled-post.ts'

/** Returns whether the caption contains a value as whole words. */
export const isInCaption = (
  { caption, currency }: Pick<LabelledPost, 'caption' | 'currency'>,
  value: string,
): boolean =>
  checkEvidence({
    caption: caption ?? '',
    pictures: 0,
    value,
    evidence: { kind: 'caption', text: value },
    field: 'text',
    currency,
  }).holds

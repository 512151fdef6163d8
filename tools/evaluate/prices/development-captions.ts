import aed from './development/aed.json' with { type: 'json' }
import brl from './development/brl.json' with { type: 'json' }
import eur from './development/eur.json' with { type: 'json' }
import idr from './development/idr.json' with { type: 'json' }
import inr from './development/inr.json' with { type: 'json' }
import jpy from './development/jpy.json' with { type: 'json' }
import kes from './development/kes.json' with { type: 'json' }
import kgs from './development/kgs.json' with { type: 'json' }
import kwd from './development/kwd.json' with { type: 'json' }
import kzt from './development/kzt.json' with { type: 'json' }
import mad from './development/mad.json' with { type: 'json' }
import ngn from './development/ngn.json' with { type: 'json' }
import rub from './development/rub.json' with { type: 'json' }
import lira from './development/try.json' with { type: 'json' }
import tzs from './development/tzs.json' with { type: 'json' }
import ugx from './development/ugx.json' with { type: 'json' }
import usd from './development/usd.json' with { type: 'json' }
import uzs from './development/uzs.json' with { type: 'json' }
import { readCaptions, type LabelledCaption } from './labelled-caption.ts'

/** The half for building the rules. */
export const DEVELOPMENT_CAPTIONS: readonly LabelledCaption[] = readCaptions({
  aed,
  brl,
  eur,
  idr,
  inr,
  jpy,
  kes,
  kgs,
  kwd,
  kzt,
  mad,
  ngn,
  rub,
  try: lira,
  tzs,
  ugx,
  usd,
  uzs,
})

import aed from './shown/aed.json' with { type: 'json' }
import brl from './shown/brl.json' with { type: 'json' }
import eur from './shown/eur.json' with { type: 'json' }
import idr from './shown/idr.json' with { type: 'json' }
import inr from './shown/inr.json' with { type: 'json' }
import jpy from './shown/jpy.json' with { type: 'json' }
import kes from './shown/kes.json' with { type: 'json' }
import kgs from './shown/kgs.json' with { type: 'json' }
import kwd from './shown/kwd.json' with { type: 'json' }
import kzt from './shown/kzt.json' with { type: 'json' }
import mad from './shown/mad.json' with { type: 'json' }
import ngn from './shown/ngn.json' with { type: 'json' }
import rub from './shown/rub.json' with { type: 'json' }
import lira from './shown/try.json' with { type: 'json' }
import tzs from './shown/tzs.json' with { type: 'json' }
import ugx from './shown/ugx.json' with { type: 'json' }
import usd from './shown/usd.json' with { type: 'json' }
import uzs from './shown/uzs.json' with { type: 'json' }
import { readCaptions, type LabelledCaption } from './labelled-caption.ts'

/** The half for building the rules. */
export const SHOWN_CAPTIONS: readonly LabelledCaption[] = readCaptions({
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

/** The marking that Russian law asks for: the token, or the advertiser's tax number. */
export const AD_MARKINGS: readonly RegExp[] = [
  /(?<![\p{L}\p{N}_])[eе]rid[\s:=-]*[A-Za-z0-9]{6,}/giu,
  /(?<![\p{L}\p{N}_])токен[\s:]*[A-Za-z0-9]{8,}/giu,
  /(?<![\p{L}\p{N}_])ИНН[\s:№]*\d{10,12}(?!\d)/giu,
]

-- An error message without what differs from one time to the next, so that equal errors can be
-- counted: addresses, times, ids, quoted and @names, hexadecimal and other numbers become words in
-- angle brackets. Looks at 300 characters.
create function derived.normal_message(message text) returns text
language sql immutable parallel safe
return btrim(
  regexp_replace(
  regexp_replace(
  regexp_replace(
  regexp_replace(
  regexp_replace(
  regexp_replace(
  regexp_replace(
  regexp_replace(
  regexp_replace(
    left(message, 300),
    '\m[a-z][a-z0-9+.-]*://[^\s''"`<>)\]]+', '<url>', 'gi'),
    '"[^"]*"|`[^`]*`|«[^»]*»|“[^”]*”|(?<![[:alnum:]])''[^'']*''(?![[:alnum:]])', '<name>', 'g'),
    '(?<![[:alnum:]])[@#][[:alnum:]_.]*[[:alnum:]_]', '<name>', 'g'),
    '\m[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\M', '<id>', 'gi'),
    '\m\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d:?\d\d)?)?\M', '<time>', 'g'),
    '\m(0x[0-9a-f]+|(?=[0-9a-f]*\d)(?=\d*[a-f])[0-9a-f]{8,})\M', '<hex>', 'gi'),
    '\m(?=\w*\d)(?=\w*[[:alpha:]])\w{16,}\M', '<id>', 'g'),
    '\d+([.,:]\d+)*', '<n>', 'g'),
    '\s+', ' ', 'g')
);

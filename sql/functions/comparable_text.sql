-- Text as full-text search compares it, in documents and in queries: letters of one form (𝓐𝓷𝓷𝓪 is
-- Anna, ё is е), and words that stand between marks of addresses and names (food/travel,
-- anna.beauty_kz, t.me/anna) by themselves, which the parser of PostgreSQL would keep together as a
-- path or a host. Gives at most `characters` characters, and '' for null.
create function derived.comparable_text(original text, characters integer) returns text
language sql immutable parallel safe
return left(
  translate(
    normalize(left(coalesce(original, ''), characters), NFKC),
    'ёЁ“”„«»./_@<>&|',
    'еЕ"""""        '
  ),
  characters
);

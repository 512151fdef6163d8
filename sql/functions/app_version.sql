-- A version of an app as numbers, which compare as versions do. Null for null.
create function derived.app_version(version text) returns integer[]
language sql immutable strict parallel safe
return string_to_array(version, '.')::integer[];

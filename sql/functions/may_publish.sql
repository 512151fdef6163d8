-- Whether the rights of a connection are enough to publish; Instagram Login calls the right
-- otherwise than Facebook Login.
create function derived.may_publish(rights text[]) returns boolean
language sql immutable as $$
  select rights && array['instagram_content_publish', 'instagram_business_content_publish']
$$;

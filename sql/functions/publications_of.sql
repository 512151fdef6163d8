-- What was sent to an Instagram account since then, and what is on its way: by a publishing account, and by its name,
-- through whichever access and also before it was removed and added again. Each part has an index: an account has
-- published for years.
create function derived.publications_of(account uuid, name text, since timestamptz)
returns table (id uuid, status text, posted_at timestamptz, commit_sent_at timestamptz)
language sql stable as $$
  select e.id, e.status, e.posted_at, e.commit_sent_at from public.executions e
  where e.publishing_account_id = account and e.status = 'posting'
  union
  select e.id, e.status, e.posted_at, e.commit_sent_at from public.executions e
  where e.publishing_account_id = account and e.posted_at > since
  union
  select e.id, e.status, e.posted_at, e.commit_sent_at from public.executions e
  where e.publishing_account_id = account and e.commit_sent_at > since
  union
  select e.id, e.status, e.posted_at, e.commit_sent_at from public.executions e
  where e.username = name and e.status = 'posting'
  union
  select e.id, e.status, e.posted_at, e.commit_sent_at from public.executions e
  where e.username = name and e.posted_at > since
  union
  select e.id, e.status, e.posted_at, e.commit_sent_at from public.executions e
  where e.username = name and e.commit_sent_at > since
$$;

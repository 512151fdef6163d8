-- Fails with the server's reason when nothing can be written: its disk is full, or it is read-only. A row in a table
-- that has pages already would not show a full disk, so each proof makes the table need a new one.
create function derived.prove_writing() returns timestamptz
language plpgsql
set lock_timeout = '1s'
as $$
begin
  truncate write_proof;
  insert into write_proof values (clock_timestamp());
  delete from write_proof;
  return clock_timestamp();
end
$$;

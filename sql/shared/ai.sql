-- What other folders may read about the state of batches and sending, without the key of a refusal.
create view shared.ai_batches as select id, kind, model, status, created_at, ingested_at from ai_batches;
create view shared.ai_sending as select held, held_since from ai_sending;
create view shared.ai_holds as select code, model, message, since, probe_at from ai_holds;

-- A search reads the words of thousands of creators. Uncompressed they take a quarter more room, and are read in 7 µs
-- instead of 24. Values that are compressed stay so until their creator is updated.
alter table blogs alter column search set storage external;

-- What other folders may read of media: which bytes an owner has under which name.
create view shared.media_uses as select owner, name, sha256, position from media_uses;

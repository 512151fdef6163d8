-- What other folders may read of webhooks: whether Meta sends what happens on an account.
create view shared.webhook_subscriptions as
select connection_id, subscribed_at from webhook_subscriptions;

export { checkWebhooks, type WebhookCheck } from './check-webhooks.js';
export { DeliverWebhooks, type DeliveryRound } from './deliver-webhooks.js';
export { WEBHOOK_SEALED_COLUMNS } from './sealed-columns.js';
export { waitingMessages } from './waiting-messages.js';
export { Webhooks, type ListedEndpoint, type WebhookOwner } from './webhooks.js';
export { WebhooksModule } from './webhooks.module.js';

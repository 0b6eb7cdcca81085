export { DecideNotification, NOTIFICATION_WAYS, type NotificationWay } from './decide-notification.js';
export { INVITATION_SECRETS, type InvitationSecrets } from './invitation-secrets.js';
export * from './list-notifications.js';
export type { Notice, NoticeKind } from './notice.js';
export { NotificationsModule } from './notifications.module.js';
export { readNotice } from './read-notice.js';
export { recordNotifications, type NewNotification } from './record-notifications.js';
export { SendMails, type SendingRound } from './send-mails.js';
export { unsentMails, type UnsentMail } from './unsent-mails.js';

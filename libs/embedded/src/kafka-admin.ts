import { type Admin, Kafka, logLevel } from 'kafkajs';

export interface BrokerLogin {
  brokers: string[];
  username: string;
  password: string;
}

const patience = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5 };

export function kafkaClient(
  login: BrokerLogin,
  retry: { initialRetryTime: number; maxRetryTime: number; retries: number } = patience,
): Kafka {
  return new Kafka({
    clientId: 'xiezhi-provision',
    brokers: login.brokers,
    sasl: { mechanism: 'scram-sha-512', username: login.username, password: login.password },
    connectionTimeout: 1_000,
    requestTimeout: 10_000,
    logLevel: logLevel.NOTHING, // what fails is thrown; kafkajs would print each attempt as well
    retry,
  });
}

/** Opens, works, closes. An open kafkajs connection costs CPU even when idle (MESSAGING 1.2, defect 2), so none is kept. */
export async function withAdmin<Answer>(login: BrokerLogin, work: (admin: Admin) => Promise<Answer>, retry = patience): Promise<Answer> {
  const admin = kafkaClient(login, retry).admin();
  try {
    await admin.connect();
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

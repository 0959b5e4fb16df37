import { fakeCloudflare } from "/work/main/test/contract/providers/fake-cloudflare.js";
import { providerContract } from "/work/main/test/contract/providers/provider-contract.js";

providerContract(fakeCloudflare);

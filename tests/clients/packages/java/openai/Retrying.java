import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.time.Duration;
import java.util.Map;

/** What openai-java does about faults; test_retries.py runs it with rows, and a root in MOCK_URL. */
public final class Retrying {
    private static void ask(String fault, String text, boolean stream) {
        var client = OpenAIOkHttpClient.builder()
                .baseUrl(System.getenv("MOCK_URL") + "/v1")
                .apiKey("sk-any")
                .timeout(Duration.ofSeconds(1))
                .build();
        var params = ChatCompletionCreateParams.builder()
                .model("gpt-4o")
                .addUserMessage(text)
                .putAdditionalHeader("x-mock-fault", fault)
                .putAdditionalHeader("x-mock-case", text)
                .build();
        if (!stream) {
            client.chat().completions().create(params);
            return;
        }
        try (var events = client.chat().completions().createStreaming(params)) {
            events.stream().forEach(one -> {});
        }
    }

    /** Prints a line for each row. */
    public static void main(String[] arguments) throws Exception {
        var mapper = new ObjectMapper();
        for (Map.Entry<String, JsonNode> row : mapper.readTree(arguments[0]).properties()) {
            String outcome = "answer";
            try {
                ask(row.getValue().get(0).asText(), "openai-java: " + row.getKey(), row.getValue().get(1).asBoolean());
            } catch (Exception error) {
                outcome = error.getClass().getSimpleName();
            }
            System.out.println(mapper.writeValueAsString(
                    Map.of("client", "openai-java", "row", row.getKey(), "outcome", outcome)));
        }
        System.exit(0);
    }
}

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.RateLimitException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.ArrayList;
import java.util.List;

/** What openai-java does; test_packages.py runs it with a server's root in MOCK_URL. */
public final class OpenAi {
    private static final String MODEL = "gpt-4o";
    private static final OpenAIClient CLIENT = connect(0);

    /** A tool and an answer. */
    public static class Weather {
        @JsonPropertyDescription("The city.")
        public String city;
    }

    private static OpenAIClient connect(int retries) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(System.getenv("MOCK_URL") + "/v1")
                .apiKey("sk-any")
                .maxRetries(retries)
                .build();
    }

    private static ChatCompletionCreateParams.Builder asked(String text) {
        return ChatCompletionCreateParams.builder().model(MODEL).addUserMessage(text);
    }

    private static void chat() {
        ChatCompletion done = CLIENT.chat().completions().create(asked("Hello").build());
        Checking.hold(!done.choices().get(0).message().content().orElseThrow().isEmpty(), done);
        Checking.hold(done.usage().orElseThrow().completionTokens() > 0, done);
        done.validate();
    }

    private static void chatStreamed() {
        ChatCompletionCreateParams params = asked("Hello")
                .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                CLIENT.chat().completions().createStreaming(params)) {
            stream.stream().peek(ChatCompletionChunk::validate).forEach(whole::accumulate);
        }
        Checking.hold(whole.chatCompletion().usage().orElseThrow().totalTokens() > 0, "no usage");
    }

    private static void chatTools() {
        ChatCompletionCreateParams.Builder params =
                asked("What is the weather in Paris?").addTool(Weather.class);
        for (int turn = 0; turn < 4; turn++) {
            ChatCompletion done = CLIENT.chat().completions().create(params.build());
            ChatCompletionMessage message = done.choices().get(0).message();
            List<ChatCompletionMessageToolCall> calls = message.toolCalls().orElse(List.of());
            if (calls.isEmpty()) {
                Checking.hold(turn == 1, done);
                return;
            }
            params.addMessage(message);
            for (ChatCompletionMessageToolCall call : calls) {
                Checking.hold(call.asFunction().function().arguments(Weather.class).city.equals("Paris"), done);
                params.addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.asFunction().id())
                        .content("22 degrees")
                        .build());
            }
        }
        throw new AssertionError("calls without end");
    }

    private static void chatSchema() {
        var params = asked("What is the weather in Paris?").responseFormat(Weather.class).build();
        var done = CLIENT.chat().completions().create(params);
        Checking.hold(done.choices().get(0).message().content().orElseThrow().city.equals("Paris"), done);
    }

    private static void responses() {
        var params = ResponseCreateParams.builder().model("gpt-5").input("Hello").build();
        var done = CLIENT.responses().create(params);
        done.validate();
        Checking.hold(done.usage().orElseThrow().outputTokens() > 0, done);
        List<ResponseStreamEvent> events = new ArrayList<>();
        try (StreamResponse<ResponseStreamEvent> stream =
                CLIENT.responses().createStreaming(params)) {
            stream.stream().peek(ResponseStreamEvent::validate).forEach(events::add);
        }
        Checking.hold(events.get(events.size() - 1).isCompleted(), events);
    }

    private static void embeddings() {
        var params = EmbeddingCreateParams.builder()
                .model("text-embedding-3-small")
                .inputOfArrayOfStrings(List.of("one", "two"))
                .build();
        var done = CLIENT.embeddings().create(params);
        Checking.hold(done.data().size() == 2 && done.data().get(0).embedding().size() == 1536, done);
    }

    private static void models() {
        Checking.hold(CLIENT.models().list().autoPager().stream().anyMatch(one -> one.id().equals(MODEL)), "none");
    }

    private static void errorTold() throws Exception {
        var params = asked("Hello").putAdditionalHeader("x-mock-error", "rate_limit_requests").build();
        Checking.thrown(RateLimitException.class, () -> connect(1).chat().completions().create(params));
    }

    /** Prints one line for each check. */
    public static void main(String[] arguments) {
        Checking checks = new Checking();
        checks.add("chat", OpenAi::chat);
        checks.add("chat streamed", OpenAi::chatStreamed);
        checks.add("chat tools", OpenAi::chatTools);
        checks.add("chat schema", OpenAi::chatSchema);
        checks.add("responses", OpenAi::responses);
        checks.add("embeddings", OpenAi::embeddings);
        checks.add("models", OpenAi::models);
        checks.add("error told", OpenAi::errorTold);
        checks.run();
    }
}

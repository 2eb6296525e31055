import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.converter.ListOutputConverter;
import org.springframework.ai.converter.MapOutputConverter;
import org.springframework.ai.document.MetadataMode;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.OpenAiEmbeddingModel;
import org.springframework.ai.openai.OpenAiEmbeddingOptions;
import org.springframework.ai.openai.api.OpenAiApi;
import org.springframework.ai.openai.api.ResponseFormat;
import org.springframework.ai.retry.NonTransientAiException;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.annotation.ToolParam;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/** What Spring AI does, by a client of its own; test_packages.py runs it with a root in MOCK_URL. */
public final class SpringAi {
    private static final String ROOT = System.getenv("MOCK_URL");
    private static final String MODEL = "gpt-4o-mini";
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final String ANNA = "Anna Berg is 34 years old, says Bo. Is she alone?";
    private static final Map<String, List<String>> LOOPS = Map.of(
            "Get the weather in Oslo and the population of Rome.",
            List.of("weather of Oslo", "people of Rome"),
            "Compare the weather in Oslo and Rome.", List.of("weather of Oslo", "weather of Rome"));
    private static final String SCHEMA = "{\"type\": \"object\","
            + "\"properties\": {\"name\": {\"type\": \"string\"}, \"age\": {\"type\": \"integer\"}},"
            + "\"required\": [\"name\", \"age\"], \"additionalProperties\": false}";

    /** What is to be extracted. */
    public record Person(String name, int age) {}

    /** One of which is to be chosen. */
    public enum Sky { SUNNY, RAINY }

    /** Tools that keep what they were asked. */
    public static final class Tools {
        private final List<String> asked = new CopyOnWriteArrayList<>();

        @Tool(description = "Tells the weather of a city.")
        String getWeather(@ToolParam(description = "the city") String city) {
            asked.add("weather of " + city);
            return "sunny in " + city;
        }

        @Tool(description = "Tells how many people live in a city.")
        int getPopulation(String city) {
            asked.add("people of " + city);
            return 700_000;
        }
    }

    private static OpenAiApi api(Map<String, String> fields) {
        var headers = new LinkedMultiValueMap<String, String>();
        fields.forEach(headers::add);
        return OpenAiApi.builder().baseUrl(ROOT).apiKey("sk-any").headers(headers).build();
    }

    private static OpenAiChatOptions.Builder options() {
        return OpenAiChatOptions.builder().model(MODEL).streamUsage(true);
    }

    private static OpenAiChatModel model(Map<String, String> fields) {
        return OpenAiChatModel.builder().openAiApi(api(fields)).defaultOptions(options().build()).build();
    }

    private static ChatClient.ChatClientRequestSpec asked(String prompt) {
        return ChatClient.create(model(Map.of())).prompt().user(prompt);
    }

    private static void check(Usage usage) {
        Checking.hold(usage.getPromptTokens() > 0 && usage.getCompletionTokens() > 0, usage);
        int sum = usage.getPromptTokens() + usage.getCompletionTokens();
        Checking.hold(usage.getTotalTokens() == sum, usage);
    }

    private static void whole() {
        ChatResponse done = asked("Hello").call().chatResponse();
        Checking.hold(!done.getResult().getOutput().getText().isEmpty(), done);
        Checking.hold(done.getResult().getMetadata().getFinishReason().equals("STOP"), done);
        Checking.hold(done.getMetadata().getRateLimit().getRequestsLimit() > 0, done.getMetadata());
        check(done.getMetadata().getUsage());
    }

    private static void streamed() {
        List<ChatResponse> parts = asked("Hello").stream().chatResponse().collectList().block(LONGEST);
        Checking.hold(parts.size() > 2, parts);
        check(parts.get(parts.size() - 1).getMetadata().getUsage());
    }

    private static void loop(String prompt, List<String> calls, boolean isStreamed) {
        Tools tools = new Tools();
        var request = asked(prompt).tools(tools);
        String text = isStreamed
                ? String.join("", request.stream().content().collectList().block(LONGEST))
                : request.call().content();
        // in the order in which reflection finds the tools, which is any
        Checking.hold(
                tools.asked.stream().sorted().toList().equals(calls.stream().sorted().toList()), tools.asked);
        Checking.hold(text.contains("sunny in Oslo"), text);
    }

    private static void extracted() {
        Person person = asked(ANNA).call().entity(Person.class);
        Checking.hold(person.equals(new Person("Anna Berg", 34)), person);
        List<Person> all = asked(ANNA).call().entity(new ParameterizedTypeReference<List<Person>>() {});
        Checking.hold(all.contains(person), all);
        Sky sky = asked("It is rainy in Oslo.").call().entity(Sky.class);
        Checking.hold(sky == Sky.RAINY, sky);
    }

    private static void bare() {
        Map<String, Object> map = asked("Tell of Oslo.").call().entity(new MapOutputConverter());
        Checking.hold(!map.isEmpty(), map);
        List<String> towns =
                asked("Name some towns.").call().entity(new ListOutputConverter(new DefaultConversionService()));
        Checking.hold(towns.size() > 1, towns);
    }

    private static void schema() {
        var format = new ResponseFormat(ResponseFormat.Type.JSON_SCHEMA, SCHEMA);
        String text = asked(ANNA).options(options().responseFormat(format).build()).call().content();
        Checking.hold(text.equals("{\"name\":\"Anna Berg\",\"age\":34}"), text);
    }

    private static void embeddings() {
        var options = OpenAiEmbeddingOptions.builder().model("text-embedding-3-small").build();
        var model = new OpenAiEmbeddingModel(api(Map.of()), MetadataMode.EMBED, options);
        var done = model.embedForResponse(List.of("one", "two"));
        Checking.hold(done.getResults().get(1).getOutput().length == 1536, done);
        Checking.hold(done.getMetadata().getUsage().getTotalTokens() == 2, done.getMetadata());
    }

    private static void retried() {
        String fault = "status;code=503;first=1;per=case";
        var fields = Map.of("x-mock-fault", fault, "x-mock-case", UUID.randomUUID().toString());
        check(model(fields).call(new Prompt("Hello")).getMetadata().getUsage());
    }

    private static void refused() throws Exception {
        var model = model(Map.of("x-mock-error", "rate_limit_requests"));
        var error = Checking.thrown(NonTransientAiException.class, () -> model.call(new Prompt("Hello")));
        Checking.hold(error.getMessage().contains("rate_limit_exceeded"), error);
    }

    private static void cut() throws Exception {
        List<String> pieces = new ArrayList<>();
        var stream = model(Map.of("x-mock-fault", "cut;after=5tokens")).stream(new Prompt("Hello"));
        var noting = stream.doOnNext(one -> pieces.add(one.getResult().getOutput().getText()));
        Checking.thrown(WebClientResponseException.class, () -> noting.blockLast(LONGEST));
        Checking.hold(pieces.size() > 1, pieces);
    }

    /** Prints one line for each check. */
    public static void main(String[] arguments) {
        Checking checks = new Checking();
        checks.add("whole", SpringAi::whole);
        checks.add("streamed", SpringAi::streamed);
        LOOPS.forEach((prompt, calls) -> {
            checks.add(prompt, () -> loop(prompt, calls, false));
            checks.add("streamed: " + prompt, () -> loop(prompt, calls, true));
        });
        checks.add("extracted", SpringAi::extracted);
        checks.add("bare", SpringAi::bare);
        checks.add("schema", SpringAi::schema);
        checks.add("embeddings", SpringAi::embeddings);
        checks.add("retried", SpringAi::retried);
        checks.add("refused", SpringAi::refused);
        checks.add("cut", SpringAi::cut);
        checks.run();
    }
}
